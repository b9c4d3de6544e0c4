/*
 * A connection to the server on which texts travel. Windows has a WebSocket (link_winhttp.c); builds for tests elsewhere send the
 * same texts as lines over TCP (link_socket.c).
 */
#ifndef LINK_H
#define LINK_H

#include "config.h"

typedef struct server_link server_link;

enum { LINK_MAX_TEXT = 1 << 20 };

/* NULL where there is no connection; `problem` says why. The pin is checked before this returns. */
server_link *link_open(const address *to, const char *pin, char *problem, size_t size);
bool link_send(server_link *l, const char *text, size_t size);
/* One text; its size, or -1 when the connection is over. Waits. Used by one thread, beside one that sends. */
long link_receive(server_link *l, char *text, size_t room);
/* Ends the connection, so that whoever receives returns. Of any thread. */
void link_close(server_link *l);
/* After the last use. */
void link_free(server_link *l);

#endif
