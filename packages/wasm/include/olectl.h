#ifndef _OLECTL_H_
#define _OLECTL_H_
#include <objbase.h>
#endif
