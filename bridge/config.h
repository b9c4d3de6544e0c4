/* What a bridge knows of its server: a file of `name=value` lines in its data directory, readable by administrators only. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	char url[512];
	char pin[65];   /* SHA-256 of the server's certificate, 64 hexadecimal digits; empty: the system's trust decides */
	char token[160];
	char name[80];
} config;

/* A URL in its parts. */
typedef struct {
	char scheme[8], host[256], path[256];
	uint16_t port;
} address;

bool config_read(config *c, const char *directory);
bool config_write(const config *c, const char *directory);
/* False for what is no URL that a bridge can use; `problem` says why. */
bool address_of(const char *url, address *a, char *problem, size_t size);
bool is_pin(const char *text);

#endif
