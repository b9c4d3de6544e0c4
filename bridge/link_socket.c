/* The link of builds for tests: each text is a line, over TCP to this machine. There is nothing to pin. */
#define _GNU_SOURCE
#include "link.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct server_link {
	int socket;
	char *waiting;
	size_t size;
};

server_link *link_open(const address *to, const char *pin, char *problem, size_t size)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	char port[8];
	server_link *l = calloc(1, sizeof *l);
	int yes = 1;

	(void)pin;
	snprintf(port, sizeof port, "%u", to->port);
	if (!l || getaddrinfo(to->host, port, &hints, &found) != 0) {
		snprintf(problem, size, "%s is not known", to->host);
		free(l);
		return NULL;
	}
	l->socket = socket(found->ai_family, SOCK_STREAM, 0);
	l->waiting = malloc(LINK_MAX_TEXT + 1);
	if (l->socket < 0 || !l->waiting || connect(l->socket, found->ai_addr, found->ai_addrlen) != 0) {
		snprintf(problem, size, "nobody answers at %s port %u", to->host, to->port);
		freeaddrinfo(found);
		link_free(l);
		return NULL;
	}
	freeaddrinfo(found);
	setsockopt(l->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	return l;
}

bool link_send(server_link *l, const char *text, size_t size)
{
	const char *parts[] = {text, "\n"};
	size_t sizes[] = {size, 1}, i;

	for (i = 0; i < 2; i++) {
		while (sizes[i]) {
			ssize_t sent = send(l->socket, parts[i], sizes[i], MSG_NOSIGNAL);

			if (sent <= 0)
				return false;
			parts[i] += sent;
			sizes[i] -= (size_t)sent;
		}
	}
	return true;
}

long link_receive(server_link *l, char *text, size_t room)
{
	for (;;) {
		char *end = memchr(l->waiting, '\n', l->size);
		ssize_t got;

		if (end) {
			size_t size = (size_t)(end - l->waiting);

			if (size >= room)
				return -1;
			memcpy(text, l->waiting, size);
			l->size -= size + 1;
			memmove(l->waiting, end + 1, l->size);
			return (long)size;
		}
		if (l->size >= LINK_MAX_TEXT)
			return -1;
		got = recv(l->socket, l->waiting + l->size, LINK_MAX_TEXT - l->size, 0);
		if (got <= 0)
			return -1;
		l->size += (size_t)got;
	}
}

void link_close(server_link *l)
{
	shutdown(l->socket, SHUT_RDWR);
}

void link_free(server_link *l)
{
	if (l->socket >= 0)
		close(l->socket);
	free(l->waiting);
	free(l);
}
