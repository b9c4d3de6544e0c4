"""Generated structures, one module per ASN.1 module."""
