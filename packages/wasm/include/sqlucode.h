/* See sql.h. */
#ifndef _ISAPI_SQLUCODE_H
#define _ISAPI_SQLUCODE_H
#include <sql.h>
#endif
