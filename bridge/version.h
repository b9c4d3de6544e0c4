/* The version of the program and of the protocol that it speaks with callplane. */
#ifndef VERSION_H
#define VERSION_H

#define BRIDGE_VERSION "0.1.0"
enum { PROTOCOL_VERSION = 1 };

#endif
