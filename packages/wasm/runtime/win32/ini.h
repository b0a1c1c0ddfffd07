/* What reading and writing ini files share. */
#ifndef ISAPI_INI_H
#define ISAPI_INI_H
#include <stdio.h>

/* A name without a folder is a file of the Windows folder. */
FILE *isapi_open_ini(const char *name, const char *mode);
/* The text of a file, to be freed; NULL and ERROR_FILE_NOT_FOUND: there is none. */
char *isapi_read_ini(const char *name);

#endif
