"""The interface described for machines: OpenAPI, AsyncAPI, JSON Schema and ASN.1, all made from the ASN.1 modules. Pure."""
