"""The use cases: live lines, rights, monitors, operations. Knows the model, drivers by their contract, the store; no
transport."""
