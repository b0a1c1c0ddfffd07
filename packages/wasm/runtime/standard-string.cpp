// std::string and numbers from texts, which throw: the library's own are compiled without exceptions, and end the program. All members of the
// library's file of the same functions are here, in place of it.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <stdexcept>
#include <string>

namespace {

// The texts are those of Visual C++.
template <class Number, class Text, class Convert>
Number number_of(const char *function, const Text &text, std::size_t *length, Convert convert) {
  const auto *begin = text.c_str();
  auto *end = const_cast<typename Text::value_type *>(begin);
  int before = errno;
  errno = 0;
  Number number = convert(begin, &end);
  int error = errno;
  errno = before;
  if (end == begin) throw std::invalid_argument(std::string("invalid ") + function + " argument");
  if (error == ERANGE) throw std::out_of_range(std::string(function) + " argument out of range");
  if (length) *length = std::size_t(end - begin);
  return number;
}

template <class Text, class Number>
Text digits_of(Number number) {
  using wide = typename std::conditional<std::is_signed<Number>::value, long long, unsigned long long>::type;
  bool negative = number < 0;
  unsigned long long left = negative ? 0 - (unsigned long long)(wide)number : (unsigned long long)number;
  typename Text::value_type digits[24];
  int at = 24;
  do { digits[--at] = typename Text::value_type('0' + left % 10); left /= 10; } while (left);
  if (negative) digits[--at] = '-';
  return Text(digits + at, std::size_t(24 - at));
}

template <class Number>
std::string fixed_of(const char *format, Number number) {
  std::string text;
  int length = std::snprintf(nullptr, 0, format, number);
  if (length <= 0) return text;
  text.resize(std::size_t(length));
  std::snprintf(&text[0], std::size_t(length) + 1, format, number);
  return text;
}

std::wstring widened(const std::string &text) { return std::wstring(text.begin(), text.end()); }

} // namespace

_LIBCPP_BEGIN_NAMESPACE_STD

template class basic_string<char>;
template class basic_string<wchar_t>;
#define ALIAS(type, is_short) template basic_string<type> &basic_string<type>::__assign_no_alias<is_short>(const type *, size_t);
ALIAS(char, true) ALIAS(char, false) ALIAS(wchar_t, true) ALIAS(wchar_t, false)
#undef ALIAS
template string operator+<char, char_traits<char>, allocator<char>>(const char *, const string &);

#define INTEGER(name, type, narrow, wide) \
  type name(const string &text, size_t *length, int base) { return number_of<type>(#name, text, length, [base](const char *at, char **end) { return narrow(at, end, base); }); } \
  type name(const wstring &text, size_t *length, int base) { return number_of<type>(#name, text, length, [base](const wchar_t *at, wchar_t **end) { return wide(at, end, base); }); }
INTEGER(stoi, int, strtol, wcstol)
INTEGER(stol, long, strtol, wcstol)
INTEGER(stoul, unsigned long, strtoul, wcstoul)
INTEGER(stoll, long long, strtoll, wcstoll)
INTEGER(stoull, unsigned long long, strtoull, wcstoull)
#undef INTEGER

#define FLOATING(name, type, narrow, wide) \
  type name(const string &text, size_t *length) { return number_of<type>(#name, text, length, narrow); } \
  type name(const wstring &text, size_t *length) { return number_of<type>(#name, text, length, wide); }
FLOATING(stof, float, strtof, wcstof)
FLOATING(stod, double, strtod, wcstod)
FLOATING(stold, long double, strtold, wcstold)
#undef FLOATING

#define DIGITS(type) \
  string to_string(type number) { return digits_of<string>(number); } \
  wstring to_wstring(type number) { return digits_of<wstring>(number); }
DIGITS(int)
DIGITS(unsigned)
DIGITS(long)
DIGITS(unsigned long)
DIGITS(long long)
DIGITS(unsigned long long)
#undef DIGITS

string to_string(float number) { return fixed_of("%f", double(number)); }
string to_string(double number) { return fixed_of("%f", number); }
string to_string(long double number) { return fixed_of("%Lf", number); }
wstring to_wstring(float number) { return widened(to_string(number)); }
wstring to_wstring(double number) { return widened(to_string(number)); }
wstring to_wstring(long double number) { return widened(to_string(number)); }

_LIBCPP_END_NAMESPACE_STD
