/*
 * script: the page's side, ia.js, as it stands beside this file: the build puts it in.
 */
#ifndef IA_SERVE_SCRIPT_H
#define IA_SERVE_SCRIPT_H

#include <stddef.h>

extern const unsigned char script[]; /* [script_size] */
extern const size_t script_size;

#endif
