/* The flags keep the values of the C library here. */
#pragma GCC system_header
#include_next <fcntl.h>
#ifndef _O_RDONLY
#define _O_RDONLY O_RDONLY
#define _O_WRONLY O_WRONLY
#define _O_RDWR O_RDWR
#define _O_APPEND O_APPEND
#define _O_CREAT O_CREAT
#define _O_TRUNC O_TRUNC
#define _O_EXCL O_EXCL
/* Not bits of the C library: text is translated on streams only, the rest changes nothing. */
#define _O_TEXT 0
#define _O_BINARY 0
#define _O_SEQUENTIAL 0
#define _O_RANDOM 0
#define _O_TEMPORARY 0
#define _O_NOINHERIT 0
#define _O_SHORT_LIVED 0
#define O_TEXT 0
#define O_BINARY 0
#define O_NOINHERIT 0
#define O_SEQUENTIAL 0
#endif
