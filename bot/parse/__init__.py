"""Feed documents of strangers become entries, and entries become articles."""
