/* CAtlRegExp: expressions of ATL, translated to those of the C++ library. Ours, from the public documentation of the syntax. */
#ifndef __ATLRX_H__
#define __ATLRX_H__
#include <atlbase.h>
#ifdef __cplusplus
#include <regex>
#include <string>

enum REParseError {
  REPARSE_ERROR_OK, REPARSE_ERROR_OUTOFMEMORY, REPARSE_ERROR_BRACE_EXPECTED, REPARSE_ERROR_PAREN_EXPECTED, REPARSE_ERROR_BRACKET_EXPECTED,
  REPARSE_ERROR_UNEXPECTED, REPARSE_ERROR_EMPTY_RANGE, REPARSE_ERROR_INVALID_GROUP, REPARSE_ERROR_INVALID_RANGE, REPARSE_ERROR_EMPTY_REPEATOP, REPARSE_ERROR_INVALID_INPUT
};

namespace ATL {
struct CAtlRECharTraitsA { typedef char RECHARTYPE; };
struct CAtlRECharTraitsMB { typedef char RECHARTYPE; };
struct CAtlRECharTraitsW { typedef wchar_t RECHARTYPE; };
#ifdef UNICODE
typedef CAtlRECharTraitsW CAtlRECharTraits;
#else
typedef CAtlRECharTraitsA CAtlRECharTraits;
#endif
template <class CharTraits = CAtlRECharTraits> class CAtlRegExp;

template <class CharTraits = CAtlRECharTraits> class CAtlREMatchContext {
public:
  typedef typename CharTraits::RECHARTYPE RECHAR;
  struct MatchGroup { const RECHAR *szStart, *szEnd; };
  UINT m_uNumGroups;
  MatchGroup m_Match;

  CAtlREMatchContext() : m_uNumGroups(0) { m_Match.szStart = m_Match.szEnd = NULL; }
  void GetMatch(UINT nIndex, const RECHAR **szStart, const RECHAR **szEnd) {
    const bool is = nIndex < m_uNumGroups && m_groups[nIndex + 1].matched;
    *szStart = is ? m_groups[nIndex + 1].first : NULL;
    *szEnd = is ? m_groups[nIndex + 1].second : NULL;
  }
  void GetMatch(UINT nIndex, MatchGroup *pGroup) { GetMatch(nIndex, &pGroup->szStart, &pGroup->szEnd); }

private:
  friend class CAtlRegExp<CharTraits>;
  std::match_results<const RECHAR *> m_groups;
};

template <class CharTraits> class CAtlRegExp {
public:
  typedef typename CharTraits::RECHARTYPE RECHAR;

  REParseError Parse(const RECHAR *szRE, BOOL bCaseSensitive = TRUE) {
    std::basic_string<RECHAR> text;
    m_groups = 0;
    m_parsed = false;
    if (!szRE) return REPARSE_ERROR_INVALID_INPUT;
    const REParseError error = Translate(szRE, text);
    if (error != REPARSE_ERROR_OK) return error;
    try {
      m_expression.assign(text, bCaseSensitive ? std::regex_constants::ECMAScript : std::regex_constants::ECMAScript | std::regex_constants::icase);
    } catch (const std::regex_error &refused) {
      switch (refused.code()) {
        case std::regex_constants::error_range: return REPARSE_ERROR_INVALID_RANGE;
        case std::regex_constants::error_badrepeat: return REPARSE_ERROR_EMPTY_REPEATOP;
        case std::regex_constants::error_brack: return REPARSE_ERROR_BRACKET_EXPECTED;
        default: return REPARSE_ERROR_UNEXPECTED;
      }
    }
    m_parsed = true;
    return REPARSE_ERROR_OK;
  }
  /* The first place of the input that fits. */
  BOOL Match(const RECHAR *szIn, CAtlREMatchContext<CharTraits> *pContext, const RECHAR **ppszEnd = NULL) {
    if (ppszEnd) *ppszEnd = NULL;
    if (!m_parsed || !szIn || !pContext || !std::regex_search(szIn, pContext->m_groups, m_expression)) return FALSE;
    pContext->m_uNumGroups = m_groups;
    pContext->m_Match.szStart = pContext->m_groups[0].first;
    pContext->m_Match.szEnd = pContext->m_groups[0].second;
    if (ppszEnd) *ppszEnd = pContext->m_Match.szEnd;
    return TRUE;
  }

private:
  std::basic_regex<RECHAR> m_expression;
  UINT m_groups = 0;
  bool m_parsed = false;

  static const char *Abbreviation(RECHAR c) {
    switch (c) {
      case 'a': return "[a-zA-Z0-9]";
      case 'b': return "[ \\t]";
      case 'c': return "[a-zA-Z]";
      case 'd': return "[0-9]";
      case 'h': return "[0-9a-fA-F]";
      case 'n': return "(?:\\r|\\r?\\n)";
      case 'q': return "(?:\"[^\"]*\"|'[^']*')";
      case 'w': return "[a-zA-Z]+";
      case 'z': return "[0-9]+";
      default: return NULL;
    }
  }
  static void Append(std::basic_string<RECHAR> &text, const char *more) { while (*more) text += (RECHAR)*more++; }
  /* One element, without what repeats it; in front of `!` it is what must not come. */
  REParseError Element(const RECHAR *&at, std::basic_string<RECHAR> &text, std::string &open) {
    if (*at == '\\' && at[1]) {
      const char *known = Abbreviation(at[1]);
      if (known) Append(text, "(?:"), Append(text, known), text += (RECHAR)')';
      else text += (RECHAR)'\\', text += at[1];
      at += 2;
      return REPARSE_ERROR_OK;
    }
    if (*at == '[') {
      text += *at++;
      if (*at == '^') text += *at++;
      if (*at == ']') return REPARSE_ERROR_EMPTY_RANGE;
      for (; *at && *at != ']'; at++) {
        if (*at == '[') text += (RECHAR)'\\';
        text += *at;
        if (*at == '\\' && at[1]) text += *++at;
      }
      if (!*at) return REPARSE_ERROR_BRACKET_EXPECTED;
      text += *at++;
      return REPARSE_ERROR_OK;
    }
    if (*at == '{' || *at == '(') {
      open += *at == '{' ? '}' : ')';
      if (*at++ == '{') { m_groups++; text += (RECHAR)'('; } else Append(text, "(?:");
      return REPARSE_ERROR_OK;
    }
    text += *at++;
    return REPARSE_ERROR_OK;
  }
  REParseError Translate(const RECHAR *at, std::basic_string<RECHAR> &text) {
    std::string open;     /* what closes, innermost last */
    std::string negated;  /* of each, whether `!` stands in front */
    bool negates = false;
    while (*at) {
      if (*at == '!' && !negates) { Append(text, "(?!"); negates = true; at++; continue; }
      if (*at == '}' || *at == ')') {
        if (open.empty() || open[open.size() - 1] != (char)*at) return *at == '}' ? REPARSE_ERROR_INVALID_GROUP : REPARSE_ERROR_UNEXPECTED;
        open.erase(open.size() - 1);
        text += (RECHAR)')';
        if (negated[negated.size() - 1] == 'y') text += (RECHAR)')';
        negated.erase(negated.size() - 1);
        at++;
        continue;
      }
      const size_t depth = open.size();
      const REParseError error = Element(at, text, open);
      if (error != REPARSE_ERROR_OK) return error;
      if (open.size() > depth) negated += negates ? 'y' : 'n';
      else if (negates) text += (RECHAR)')';
      negates = false;
    }
    if (!open.empty()) return open[open.size() - 1] == '}' ? REPARSE_ERROR_BRACE_EXPECTED : REPARSE_ERROR_PAREN_EXPECTED;
    return negates ? REPARSE_ERROR_UNEXPECTED : REPARSE_ERROR_OK;
  }
};
}
#ifndef _ATL_NO_AUTOMATIC_NAMESPACE
using namespace ATL;
#endif
#endif
#endif
