// ROBOTS.CPP - Implementation file for your Internet Server
//    Robots Filter: keeps robots out of /archive

#include "stdafx.h"
#include "Robots.h"

#ifdef _DEBUG
#define new DEBUG_NEW
#undef THIS_FILE
static char THIS_FILE[] = __FILE__;
#endif

///////////////////////////////////////////////////////////////////////
// The one and only CRobotsFilter object

CRobotsFilter theFilter;

static LPCTSTR g_apszRobots[] = { _T("bot"), _T("crawler"), _T("spider"), _T("slurp") };

///////////////////////////////////////////////////////////////////////
// CRobotsFilter implementation

CRobotsFilter::CRobotsFilter()
{
}

CRobotsFilter::~CRobotsFilter()
{
}

BOOL CRobotsFilter::GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
	// Call default implementation for initialization
	CHttpFilter::GetFilterVersion(pVer);

	// Clear the flags set by base class
	pVer->dwFlags &= ~SF_NOTIFY_ORDER_MASK;

	// Set the flags we are interested in
	pVer->dwFlags |= SF_NOTIFY_ORDER_LOW | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT
			 | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_LOG;

	// Description of the filter
	_tcscpy(pVer->lpszFilterDesc, _T("Robots Filter"));
	return TRUE;
}

BOOL CRobotsFilter::IsRobot(const CString& strAgent)
{
	CSingleLock lock(&m_lock, TRUE);

	CString strKey;
	strKey.Format(_T("|%s|"), (LPCTSTR)strAgent);
	if (m_strKnown.Find(strKey) != -1)
		return FALSE;

	CString strLower(strAgent);
	strLower.MakeLower();
	for (int i = 0; i < sizeof(g_apszRobots) / sizeof(g_apszRobots[0]); i++)
		if (strLower.Find(g_apszRobots[i]) != -1)
			return TRUE;

	if (m_strKnown.GetLength() > 4096)
		m_strKnown.Empty();
	m_strKnown += strKey;
	return FALSE;
}

DWORD CRobotsFilter::Refuse(CHttpFilterContext* pCtxt, const CString& strAgent)
{
	CString strBody, strHeaders;
	strBody.Format(_T("Not for robots, %s.\r\n"), (LPCTSTR)strAgent.SpanExcluding(_T("/ ")));
	strHeaders.Format(_T("Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n"), strBody.GetLength());

	if (!pCtxt->ServerSupportFunction(SF_REQ_SEND_RESPONSE_HEADER, (LPVOID)_T("403 Forbidden"), (LPDWORD)(LPCTSTR)strHeaders, NULL))
		return SF_STATUS_REQ_ERROR;

	DWORD dwSize = strBody.GetLength();
	pCtxt->WriteClient(strBody.GetBuffer(0), &dwSize, 0);
	strBody.ReleaseBuffer();
	pCtxt->m_pFC->pFilterContext = this;
	return SF_STATUS_REQ_FINISHED;
}

DWORD CRobotsFilter::OnPreprocHeaders(CHttpFilterContext* pCtxt,
	PHTTP_FILTER_PREPROC_HEADERS pHeaderInfo)
{
	TCHAR szUrl[1024], szAgent[512];
	DWORD dwUrl = sizeof(szUrl), dwAgent = sizeof(szAgent);

	pCtxt->m_pFC->pFilterContext = NULL;
	if (!pHeaderInfo->GetHeader(pCtxt->m_pFC, _T("url"), szUrl, &dwUrl)
		|| _tcsnicmp(szUrl, _T("/archive/"), 9) != 0)
		return SF_STATUS_REQ_NEXT_NOTIFICATION;

	if (!pHeaderInfo->GetHeader(pCtxt->m_pFC, _T("User-Agent:"), szAgent, &dwAgent))
		_tcscpy(szAgent, _T("robot without a name"));	// missing, or longer than any browser's

	CString strAgent(szAgent);
	strAgent.TrimLeft();
	return IsRobot(strAgent) ? Refuse(pCtxt, strAgent) : SF_STATUS_REQ_NEXT_NOTIFICATION;
}

DWORD CRobotsFilter::OnLog(CHttpFilterContext* pCtxt, PHTTP_FILTER_LOG pLog)
{
	// Who was turned away can be told from who failed elsewhere
	if (pCtxt->m_pFC->pFilterContext == this)
		pLog->pszClientUserName = _T("ROBOT");
	return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

// Do not edit the following lines, which are needed by ClassWizard.
#if 0
BEGIN_MESSAGE_MAP(CRobotsFilter, CHttpFilter)
	//{{AFX_MSG_MAP(CRobotsFilter)
	//}}AFX_MSG_MAP
END_MESSAGE_MAP()
#endif	// 0
