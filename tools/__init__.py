"""Set up, check and package the project: the steps behind `make`, written for a bare Python 3.11."""
