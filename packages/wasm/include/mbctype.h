#ifndef _INC_MBCTYPE
#define _INC_MBCTYPE
#define _MB_CP_SBCS 0
#define _MB_CP_ANSI (-3)
#define _ismbblead(c) 0
#define _ismbbtrail(c) 0
#define _setmbcp(c) 0
#define _getmbcp() 0
#endif
