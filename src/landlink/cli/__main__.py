"""`python -m landlink.cli`, for where the script is not on the path."""

from landlink.cli.main import run

if __name__ == "__main__":
    run()
