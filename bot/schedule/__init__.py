"""When things run. A tick only asks; what is due is always a question to the store."""
