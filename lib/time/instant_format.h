/*
 * instant_format: the names and shorthands of time formats, for reading and for writing.
 */
#ifndef IA_TIME_INSTANT_FORMAT_H
#define IA_TIME_INSTANT_FORMAT_H

extern const char *const format_months[12];
extern const char *const format_days[7]; /* from Sunday */

#define FORMAT_DIRECTIVES "YmdHMSybBaAjeIpTDFRzZsfh%"

/* What %T, %D, %F and %R stand for; NULL: the directive is none of them. */
const char *format_shorthand(char directive);

#endif
