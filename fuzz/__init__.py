"""Fuzzing of everything that reads what others wrote. Not part of the package."""
