#ifndef _OBJIDL_H_
#define _OBJIDL_H_
#include <objbase.h>
#endif
