"""`python -m crawler` is the program `nianbao`."""

from crawler.cli import main

if __name__ == "__main__":
    main()
