// stdafx.h : include file for standard system include files,
//  or project specific include files that are used frequently,
//      but are changed infrequently

#if !defined(AFX_STDAFX_H__5E2A0C41_7B1D_4F0B_9B60_2D6E1C3F8A57__INCLUDED_)
#define AFX_STDAFX_H__5E2A0C41_7B1D_4F0B_9B60_2D6E1C3F8A57__INCLUDED_

#include <afx.h>
#include <afxwin.h>
#include <afxmt.h>
#include <afxext.h>
#include <afxisapi.h>

#endif
