// What the C++ library throws can be caught, its compiled parts included: std::string, numbers from texts, casts.

import { findToolchain } from '@isapi-bridge/wasm'
import { describe, expect, it } from 'vitest'
import { said } from './support/sources.js'

const compiler = await findToolchain().catch(() => null)

const HEAD = `#include <stdexcept>
#include <string>
#include <typeinfo>
struct Base { virtual ~Base() {} };
struct Derived : Base {};
static std::string text("abc");
static Base base;
static Base *volatile none;
#define CATCH(kind, expression) try { expression; OutputDebugStringA("nothing"); } catch (const std::kind &e) { OutputDebugStringA((std::string(#kind " ") + e.what()).c_str()); }`

const BODY = `
CATCH(out_of_range, text.substr(10))
CATCH(out_of_range, text.at(10))
CATCH(out_of_range, text.insert(10, "x"))
CATCH(out_of_range, text.replace(10, 1, "x"))
CATCH(out_of_range, std::wstring().at(1))
CATCH(length_error, text.resize((std::size_t)-1))
CATCH(invalid_argument, std::stoi("x"))
CATCH(out_of_range, std::stoul("99999999999"))
CATCH(invalid_argument, std::stod(L"x"))
CATCH(bad_cast, dynamic_cast<Derived &>(base))
CATCH(bad_typeid, typeid(*none).name())
std::size_t length = 0;
OutputDebugStringA((std::to_string(std::stoi(" -12x", &length)) + " " + std::to_string((int)length) + " " + std::to_string(-2147483647 - 1) + " " + std::to_string(18446744073709551615ull) + " " + std::to_string(0.5) + " " + std::to_string(std::stoi("ff", nullptr, 16))).c_str());
OutputDebugStringW((std::to_wstring(std::stoll(L"-9223372036854775808")) + L" " + std::to_wstring(2.0)).c_str());
text = "longer than what fits into the object itself";
std::string other; other = text; other += text + "."; other.erase(4, 70); OutputDebugStringA(other.c_str());`

describe.skipIf(!compiler)('what the C++ library throws', () => {
  it('is caught', async () => {
    const { lines } = await said(BODY, HEAD)
    expect(lines).toEqual([
      'out_of_range basic_string', 'out_of_range basic_string', 'out_of_range basic_string', 'out_of_range basic_string', 'out_of_range basic_string', 'length_error basic_string',
      'invalid_argument invalid stoi argument', 'out_of_range stoul argument out of range', 'invalid_argument invalid stod argument', 'bad_cast std::bad_cast', 'bad_typeid std::bad_typeid',
      '-12 4 -2147483648 18446744073709551615 0.500000 255', '-9223372036854775808 2.000000', 'long object itself.'
    ])
  })
})
