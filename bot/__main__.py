"""`python -m bot` is `marsad`."""

from bot.cli import main

if __name__ == "__main__":
    main()
