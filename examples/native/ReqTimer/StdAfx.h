// stdafx.h : include file for standard system include files

#if !defined(AFX_STDAFX_H__REQTIMER__INCLUDED_)
#define AFX_STDAFX_H__REQTIMER__INCLUDED_

#if _MSC_VER > 1000
#pragma once
#endif // _MSC_VER > 1000

#define WIN32_LEAN_AND_MEAN

#include <windows.h>
#include <httpfilt.h>
#include <stdio.h>

#endif
