// ReqTimer.h : the time of one request
#pragma once

class CRequestTime
{
public:
    CRequestTime();
    double GetElapsedMs() const;

private:
    LARGE_INTEGER           m_liStart;
    DWORD                   m_dwStartTicks;
    static LARGE_INTEGER    s_liFrequency;
};
