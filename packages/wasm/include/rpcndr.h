#ifndef __RPCNDR_H__
#define __RPCNDR_H__
#include <rpc.h>
#endif
