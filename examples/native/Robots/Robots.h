#if !defined(AFX_ROBOTS_H__3B8C1D02_9F64_4C8E_8D6A_71A0E54B2C19__INCLUDED_)
#define AFX_ROBOTS_H__3B8C1D02_9F64_4C8E_8D6A_71A0E54B2C19__INCLUDED_

// Robots.h - Header file for your Internet Server
//    Robots Filter

class CRobotsFilter : public CHttpFilter
{
public:
	CRobotsFilter();
	~CRobotsFilter();

// Overrides
	public:
	virtual BOOL GetFilterVersion(PHTTP_FILTER_VERSION pVer);
	virtual DWORD OnPreprocHeaders(CHttpFilterContext* pCtxt, PHTTP_FILTER_PREPROC_HEADERS pHeaderInfo);
	virtual DWORD OnLog(CHttpFilterContext* pCtxt, PHTTP_FILTER_LOG pLog);

private:
	BOOL IsRobot(const CString& strAgent);
	DWORD Refuse(CHttpFilterContext* pCtxt, const CString& strAgent);

	CCriticalSection m_lock;
	CString m_strKnown;		// agents of which we know that they are none
};

#endif
