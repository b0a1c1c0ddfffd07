#ifndef __RPC_H__
#define __RPC_H__
#include <windows.h>
#include <rpcdce.h>
#endif
