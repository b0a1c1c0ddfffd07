/* Nothing of its own that filters use. */
#ifndef _ISAPI_SPECSTRINGS_H
#define _ISAPI_SPECSTRINGS_H
#include <sal.h>
#endif
