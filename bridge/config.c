/* See config.h. */
#include "config.h"
#include "system.h"

#include <stdlib.h>
#include <string.h>

static const char FILE_NAME[] = "bridge.conf";

static void path_of(char *path, size_t size, const char *directory, const char *ending)
{
	snprintf(path, size, "%s/%s%s", directory, FILE_NAME, ending);
}

static void keep(char *to, size_t size, const char *line, const char *name)
{
	size_t count = strlen(name);

	if (strncmp(line, name, count) == 0 && line[count] == '=')
		snprintf(to, size, "%s", line + count + 1);
}

bool config_read(config *c, const char *directory)
{
	char path[1024], line[1024];
	FILE *file;

	memset(c, 0, sizeof *c);
	path_of(path, sizeof path, directory, "");
	file = system_open_file(path, "rb");
	if (!file)
		return false;
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\r\n")] = 0;
		keep(c->url, sizeof c->url, line, "url");
		keep(c->pin, sizeof c->pin, line, "pin");
		keep(c->token, sizeof c->token, line, "token");
		keep(c->name, sizeof c->name, line, "name");
	}
	fclose(file);
	return c->url[0] && c->token[0];
}

bool config_write(const config *c, const char *directory)
{
	char path[1024], unfinished[1024];
	FILE *file;
	bool good;

	if (!system_make_private_directory(directory))
		return false;
	path_of(path, sizeof path, directory, "");
	path_of(unfinished, sizeof unfinished, directory, ".part");
	file = system_open_file(unfinished, "wb");
	if (!file)
		return false;
	good = fprintf(file, "url=%s\npin=%s\ntoken=%s\nname=%s\n", c->url, c->pin, c->token, c->name) > 0;
	good = fclose(file) == 0 && good;
	return good && system_replace_file(unfinished, path);
}

static bool is_loopback(const char *host)
{
	return !strcmp(host, "localhost") || !strcmp(host, "127.0.0.1") || !strcmp(host, "::1");
}

static bool parts_of(const char *url, address *a)
{
	const char *at = strstr(url, "://"), *slash, *colon, *end;
	unsigned long port;

	if (!at || (size_t)(at - url) >= sizeof a->scheme)
		return false;
	memcpy(a->scheme, url, (size_t)(at - url));
	at += 3;
	slash = strchr(at, '/');
	end = slash ? slash : at + strlen(at);
	if (*at == '[') { /* an IPv6 address */
		const char *bracket = memchr(at, ']', (size_t)(end - at));

		if (!bracket)
			return false;
		colon = bracket[1] == ':' ? bracket + 1 : NULL;
		at++;
		if ((size_t)(bracket - at) >= sizeof a->host)
			return false;
		memcpy(a->host, at, (size_t)(bracket - at));
	} else {
		colon = memchr(at, ':', (size_t)(end - at));
		if ((size_t)((colon ? colon : end) - at) >= sizeof a->host)
			return false;
		memcpy(a->host, at, (size_t)((colon ? colon : end) - at));
	}
	port = colon ? strtoul(colon + 1, NULL, 10) : strcmp(a->scheme, "wss") ? 80 : 443;
	a->port = (uint16_t)port;
	snprintf(a->path, sizeof a->path, "%s", slash ? slash : "/");
	return a->host[0] && port > 0 && port < 65536 && (!slash || strlen(slash) < sizeof a->path);
}

bool address_of(const char *url, address *a, char *problem, size_t size)
{
	memset(a, 0, sizeof *a);
	if (!parts_of(url, a) || (strcmp(a->scheme, "ws") && strcmp(a->scheme, "wss") && strcmp(a->scheme, "tcp"))) {
		snprintf(problem, size, "'%s' is no address of a server: write wss://HOST:PORT/drivers/PBX/bridge", url);
		return false;
	}
	if (strcmp(a->scheme, "wss") && !is_loopback(a->host)) {
		snprintf(problem, size, "a token must not travel unprotected to another machine: use wss://, with TLS set up on the server");
		return false;
	}
	return true;
}

bool is_pin(const char *text)
{
	return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}
