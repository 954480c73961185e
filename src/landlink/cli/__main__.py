"""`python -m landlink.cli`, for where the script is not on the path."""

from landlink.cli.start import run

if __name__ == "__main__":
    run()
