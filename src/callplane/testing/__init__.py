"""For authors of drivers: the contract that every driver must keep, as checks that any test runner can run."""
