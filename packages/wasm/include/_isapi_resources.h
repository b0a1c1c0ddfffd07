/* What the compiler makes of the .rc files of a project, and runtime/win32/resources.c finds there. Ours. */
#ifndef _ISAPI_RESOURCES_H
#define _ISAPI_RESOURCES_H
#include <stddef.h>
struct isapi_string {
  unsigned id;
  int rank; /* of its language: 0 English, 1 none, 2 another one */
  const wchar_t *text;
};
/* In a table of StringFileInfo. */
struct isapi_version_text { const wchar_t *table, *name, *value; };
struct isapi_version {
  unsigned short file[4], product[4];
  unsigned mask, flags, os, type, subtype;
  const struct isapi_version_text *texts;
  /* Language and code page. */
  const unsigned short *translations;
  unsigned count;
};
/* Their last one has no text. */
const struct isapi_string *isapi_strings(void);
const struct isapi_version *isapi_version(void);
#endif
