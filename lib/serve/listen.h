/*
 * listen: the sockets that requests come in by.
 *
 *	fd = listen_open("127.0.0.1:8080", &fault);	or "[::1]:8080", ":8080" (everywhere), "unix:PATH"
 *	fd = listen_given(0);				the first that systemd hands over; -1: none
 */
#ifndef IA_SERVE_LISTEN_H
#define IA_SERVE_LISTEN_H

#include <stdbool.h>

#include "base/fault.h"

int listen_open(const char *where, struct fault *fault); /* -1 with a fault */
int listen_given(unsigned nth);
/* Only this machine can reach it. */
bool listen_is_local(int descriptor);
/* "http://127.0.0.1:8080", "unix:PATH": of an open socket; size bytes at out. */
void listen_name(int descriptor, char *out, size_t size);

#endif
