"""Mobile phones as lines: paired over Bluetooth, where the server is their hands-free kit, or GSM modems."""
