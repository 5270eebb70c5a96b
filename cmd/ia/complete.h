/*
 * complete: completion of ia for bash, zsh and fish. The tools are asked for when Tab is pressed,
 * so that one that is added later is there.
 */
#ifndef IA_CMD_COMPLETE_H
#define IA_CMD_COMPLETE_H

#include <stdbool.h>

#include "base/buffer.h"

bool complete(const char *shell, struct buffer *out); /* false: unknown shell */

#endif
