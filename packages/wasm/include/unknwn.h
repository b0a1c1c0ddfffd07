#ifndef _UNKNWN_H_
#define _UNKNWN_H_
#include <objbase.h>
#endif
