/*
 * The conversation with the server: connecting with back-off, the handshake, keep-alives, texts in both directions. It has threads of
 * its own; the one that speaks TAPI puts messages in and takes texts out, and is never kept waiting by the network.
 */
#ifndef SESSION_H
#define SESSION_H

#include "config.h"
#include "system.h"
#include "text.h"

/* Starts connecting. `news` is set when a text has come or the connection is new. */
bool session_start(const config *c, system_event news);
void session_stop(void);

/* The number of the present connection; 0 while there is none. A new number: everything is to be told. */
uint32_t session_number(void);

/* Appends one message for that connection; what belongs to another one is dropped. Sent after `session_flush`. When too much waits,
 * the connection is given up: the server then learns everything from the next one. */
void session_say(uint32_t number, const text *message);
void session_flush(void);

/* The next text of the server, or NULL; to be freed. Its connection's number is given. */
char *session_next(size_t *size, uint32_t *number);

/* A TAPI function is being called (or none, false): told in keep-alives, so that the server knows of one that blocks. */
void session_busy(bool busy);

/* Exchanges a one-time code for a token, which is put into `c`. */
bool session_enrol(config *c, const char *code, char *problem, size_t size);

#endif
