// TABLE: what becomes of a call of a function that is not there.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SetLastError } from '@isapi-bridge/filter-api'
import { ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, ERROR_NOT_SUPPORTED, type WIN32_ERROR } from '@isapi-bridge/win32'
import { MissingFunction } from './faults.ts'
import { readableName } from './readable-name.ts'

const ERROR_CALL_NOT_IMPLEMENTED = 120 as WIN32_ERROR
const ERROR_MOD_NOT_FOUND = 126 as WIN32_ERROR
const ERROR_PROC_NOT_FOUND = 127 as WIN32_ERROR
const ERROR_RESOURCE_DATA_NOT_FOUND = 1812 as WIN32_ERROR
const HRESULT_NOT_SUPPORTED = 0x8007_0032 as WIN32_ERROR
const WSASYSNOTREADY = 10_091 as WIN32_ERROR
const WSAENETDOWN = 10_050 as WIN32_ERROR

interface MissingRow {
  readonly names: RegExp
  /** What it returns; null: nobody knows what its failure looks like, so the call ends. */
  readonly value: number | null
  readonly error: WIN32_ERROR
}

/** The first that fits. */
const ROWS: readonly MissingRow[] = [
  { names: /^(?:socket|accept|connect|bind|listen|send|sendto|recv|recvfrom|select|closesocket|ioctlsocket|setsockopt|getsockopt|shutdown|getsockname|getpeername|gethostname|WSASocket[AW])$/, value: -1, error: WSAENETDOWN },
  { names: /^WSAStartup$/, value: 10_091, error: WSASYSNOTREADY },
  { names: /^WSA(?:Cleanup|Connect|Send|Recv|Ioctl)$/, value: -1, error: WSAENETDOWN },
  { names: /^(?:getaddrinfo|getnameinfo|Get(?:Addr|Name)InfoW)$/, value: 11_003, error: WSAENETDOWN },
  { names: /^(?:freeaddrinfo|FreeAddrInfoW)$/, value: 0, error: WSAENETDOWN },
  { names: /^(?:gethostbyname|gethostbyaddr|getservbyname)$/, value: 0, error: WSAENETDOWN },
  { names: /^(?:CreateThread|AfxBeginThread|_beginthreadex|std::thread|DuplicateHandle|QueueUser(?:WorkItem|APC)|RegisterWaitForSingleObject(?:Ex)?|CreateTimerQueue(?:Timer)?|CreateThreadpool\w*|TrySubmitThreadpoolCallback)$/, value: 0, error: ERROR_NOT_SUPPORTED },
  // Its last error is an HRESULT.
  { names: /^MiniDumpWriteDump$/, value: 0, error: HRESULT_NOT_SUPPORTED },
  { names: /^_beginthread$/, value: -1, error: ERROR_NOT_SUPPORTED },
  { names: /^LoadLibrary/, value: 0, error: ERROR_MOD_NOT_FOUND },
  { names: /^GetProcAddress$/, value: 0, error: ERROR_PROC_NOT_FOUND },
  { names: /^SetCurrentDirectory/, value: 0, error: ERROR_ACCESS_DENIED },
  { names: /^(?:_popen|_wpopen)$/, value: 0, error: ERROR_FILE_NOT_FOUND },
  { names: /^(?:_?w?system|_w?(?:spawn|exec)[lv]p?e?|_cwait|_dup2?|_(?:get|open)_osfhandle)$/, value: -1, error: ERROR_FILE_NOT_FOUND },
  // ENOENT of the C library
  { names: /^tmpfile_s$/, value: 44, error: ERROR_FILE_NOT_FOUND },
  { names: /^(?:LoadString|GetFileVersionInfo)$/, value: 0, error: ERROR_RESOURCE_DATA_NOT_FOUND },
  { names: /^Co(?:CreateInstance|GetClassObject)/, value: 0x8004_0154 | 0, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^(?:CoTaskMemAlloc|Sys(?:Alloc|ReAlloc|String)|SafeArray(?:Create|Access))/, value: 0, error: ERROR_CALL_NOT_IMPLEMENTED },
  // After these nothing goes on.
  { names: /^(?:RaiseException|ExitThread|FatalAppExit[AW])$/, value: null, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^(?:Co[A-Z]|CLSID|Variant|SafeArray)/, value: 0x8000_4001 | 0, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^(?:Create(?:NamedPipe|Mailslot)|FindFirstChangeNotification|OpenSCManager)[AW]?$/, value: -1, error: ERROR_CALL_NOT_IMPLEMENTED },
  // STATUS_NOT_SUPPORTED
  { names: /^BCrypt[A-Z]/, value: 0xC000_00BB | 0, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^(?:GetAdapters|GetIpAddrTable|GetBestInterface|GetNumberOfInterfaces|SendARP)/, value: 50, error: ERROR_NOT_SUPPORTED },
  { names: /^CreateToolhelp32Snapshot$/, value: -1, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^(?:Process|Thread|Module)32/, value: 0, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^SQL[A-Z]/, value: -1, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^ldap_(?:init|open|sslinit|first_|next_|get_values|get_dn|err2string|count_|memfree)/, value: 0, error: WSAENETDOWN },
  { names: /^(?:ldap_|LdapGetLastError)/, value: 0x51, error: WSAENETDOWN },
  { names: /^Net[A-Z]/, value: 50, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^(?:(?:Acquire|Free)CredentialsHandle|(?:Initialize|Accept|Delete|Impersonate|Revert)SecurityContext|CompleteAuthToken|Query(?:ContextAttributes|SecurityPackageInfo)|FreeContextBuffer)/, value: 0x8009_0302 | 0, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^SHGetFolderPath/, value: 0x8000_4001 | 0, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^SHCreateDirectoryEx/, value: 120, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^Reg[A-Z]/, value: 120, error: ERROR_CALL_NOT_IMPLEMENTED },
  // Functions of Win32 return FALSE or NULL.
  { names: /^[A-Z][a-z]+[A-Z]\w*$/, value: 0, error: ERROR_CALL_NOT_IMPLEMENTED },
  { names: /^/, value: null, error: ERROR_CALL_NOT_IMPLEMENTED }
]

let declared: ReadonlySet<string> | null = null

/** Whether our headers have a function of this name: one that is somebody's own must not seem to fail. */
export function isDeclared(name: string): boolean {
  declared ??= new Set(namesIn(fileURLToPath(new URL('../../include/', import.meta.url))))
  return declared.has(name) || declared.has(`${name}A`)
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (
    entry.isDirectory() ? namesIn(`${folder}${entry.name}/`) : readFileSync(`${folder}${entry.name}`, 'latin1').match(/(?<=import_name\(")[^"]+|\b[A-Za-z_]\w*(?=\s*\()/g) ?? []
  ))
}

/**
 * What such a call returns, after it has set the last error.
 * @throws MissingFunction it has no way to fail
 */
export function callMissing(name: string): number {
  const row = isDeclared(name) ? ROWS.find(({ names }) => names.test(name)) : undefined
  if (row === undefined || row.value === null) throw new MissingFunction(readableName(name))
  SetLastError(row.error)
  return row.value
}
