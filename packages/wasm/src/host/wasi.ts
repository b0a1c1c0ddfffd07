// The files behind fopen, stat and CreateFile: WASI preview 1 over the drive, as much of it as the C library asks for.

import { fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmdirSync, statSync, unlinkSync, writeSync, constants, type Stats } from 'node:fs'
import { randomFillSync } from 'node:crypto'
import { EBADF, EEXIST, EINVAL, EISDIR, EMFILE, ENOENT, ENOSYS, ENOTDIR, EROFS, errorNumber, type Drive } from './drive.ts'
import { GuestExit } from './faults.ts'
import type { LinearMemory } from './memory.ts'
import type { OpenFiles } from './open-files.ts'
import type { Import } from './web-assembly.ts'

const ROOT_FD = 3
const DIRECTORY = 3
const REGULAR = 4
const CHARACTER = 2
const ALL_RIGHTS = 0x1FFF_FFFFn
const RIGHT_READ = 2n
const RIGHT_WRITE = 64n
const RIGHTS_TO_SEEK = 0x24n
const [O_CREAT, O_DIRECTORY, O_EXCL, O_TRUNC] = [1, 2, 4, 8]
const FD_APPEND = 1

/** A line of stdout that is longer is printed in parts. */
const LONGEST_LINE = 4096
/** Pieces of one read or write, as in POSIX. */
const MOST_PIECES = 1024

/** An instance: its memory, and what it has opened. */
interface Opener { readonly memory: LinearMemory; readonly files: OpenFiles }

/**
 * @param print gets what is written to stdout and stderr, line by line
 * @param miss hears of each file that is not there, or must not be written
 */
export function wasiImports(guest: () => Opener, drive: Drive, environment: readonly string[], print: (line: string) => void, miss: (file: string) => void): Readonly<Record<string, Import>> {
  const memoryOf = (): LinearMemory => guest().memory
  let line = ''

  const attempt = (work: () => number): number => {
    try {
      return work()
    } catch (error) {
      return errorNumber(error)
    }
  }
  const text = (at: number, length: number): string => Buffer.from(memoryOf().view(at, length)).toString('utf8')
  /** As attempt, for what a path names. */
  const look = (path: number, length: number, work: () => number): number => {
    const error = attempt(work)
    if (error !== 0) miss(`${drive.shown(text(path, length))}${error === EROFS ? ' (to be written)' : ''}`)
    return error
  }
  const setLong = (at: number, value: bigint): void => { memoryOf().bytes.writeBigUInt64LE(BigInt.asUintN(64, value), at >>> 0) }
  const put = (at: number, type: number, stats: Stats | null): number => {
    memoryOf().bytes.fill(0, at, at + 64)
    memoryOf().bytes[at + 16] = type
    setLong(at + 24, 1n)
    if (stats === null) return 0
    setLong(at, BigInt(stats.dev))
    setLong(at + 8, BigInt(stats.ino))
    setLong(at + 32, BigInt(stats.size))
    for (const [index, time] of [stats.atimeMs, stats.mtimeMs, stats.ctimeMs].entries()) setLong(at + 40 + index * 8, BigInt(Math.round(time * 1000)) * 1000n)
    return 0
  }
  const buffers = (iovs: number, count: number): { at: number; length: number }[] => Array.from({ length: Math.min(count >>> 0, MOST_PIECES) }, (_, index) => ({ at: memoryOf().word(iovs + index * 8), length: memoryOf().word(iovs + index * 8 + 4) }))
  /** What of stdout is a line by now. */
  const tell = (): void => {
    const lines = line.split('\n')
    line = lines.pop() ?? ''
    while (line.length >= LONGEST_LINE) {
      lines.push(line.slice(0, LONGEST_LINE))
      line = line.slice(LONGEST_LINE)
    }
    for (const each of lines) print(each)
  }
  const changing = (at: number, length: number, exists: boolean, work: (file: string) => void): number => attempt(() => {
    const place = drive.place(text(at, length), exists)
    if ('error' in place) return place.error
    if ('between' in place || !place.writable) return EROFS
    work(place.file)
    return 0
  })

  return {
    proc_exit(code = 0) { throw new GuestExit(code) },
    args_get: () => 0,
    args_sizes_get(count = 0, size = 0) { memoryOf().setWord(count, 0); memoryOf().setWord(size, 0); return 0 },
    environ_sizes_get(count = 0, size = 0) {
      memoryOf().setWord(count, environment.length)
      memoryOf().setWord(size, environment.reduce((sum, entry) => sum + Buffer.byteLength(entry) + 1, 0))
      return 0
    },
    environ_get(list = 0, buffer = 0) {
      let at = buffer
      for (const [index, entry] of environment.entries()) {
        memoryOf().setWord(list + index * 4, at)
        at = memoryOf().write(at, Buffer.from(entry, 'utf8').toString('latin1'))
      }
      return 0
    },
    clock_time_get(id, _precision, at) {
      setLong(Number(at), id === 0 ? BigInt(Date.now()) * 1_000_000n : process.hrtime.bigint())
      return 0
    },
    clock_res_get(_id, at = 0) { setLong(at, 1_000_000n); return 0 },
    random_get(at = 0, length = 0) { randomFillSync(memoryOf().view(at, length)); return 0 },
    sched_yield: () => 0,
    poll_oneoff: () => ENOSYS,

    fd_prestat_get(fd, at = 0) {
      if (fd !== ROOT_FD) return EBADF
      memoryOf().setWord(at, 0)
      memoryOf().setWord(at + 4, 1)
      return 0
    },
    fd_prestat_dir_name(fd, at = 0) {
      if (fd !== ROOT_FD) return EBADF
      memoryOf().bytes[at] = 0x2F
      return 0
    },
    fd_fdstat_get(fd = 0, at = 0) {
      const found = guest().files.at(fd)
      if (fd > ROOT_FD && found === null) return EBADF
      const { bytes } = memoryOf()
      bytes.fill(0, at, at + 24)
      bytes[at] = fd < ROOT_FD ? CHARACTER : found === null || !('fd' in found) ? DIRECTORY : REGULAR
      if (found !== null && 'append' in found && found.append) bytes[at + 2] = FD_APPEND
      // What cannot be sought in is a terminal to the C library, which then writes line by line.
      setLong(at + 8, fd < ROOT_FD ? ALL_RIGHTS & ~RIGHTS_TO_SEEK : ALL_RIGHTS)
      setLong(at + 16, ALL_RIGHTS)
      return 0
    },
    fd_fdstat_set_flags: () => 0,
    fd_fdstat_set_rights: () => 0,
    fd_advise: () => 0,
    fd_filestat_get: (fd = 0, at = 0) => attempt(() => {
      const found = guest().files.file(fd)
      return found !== null ? put(at, REGULAR, fstatSync(found.fd)) : guest().files.at(fd) !== null || fd === ROOT_FD ? put(at, DIRECTORY, null) : fd < ROOT_FD ? put(at, CHARACTER, null) : EBADF
    }),
    fd_filestat_set_size: (fd = 0, size) => attempt(() => {
      const found = guest().files.file(fd)
      if (found === null) return EBADF
      if (!found.writable) return EROFS
      ftruncateSync(found.fd, Number(size))
      return 0
    }),
    fd_filestat_set_times: () => 0,
    path_filestat_set_times: () => 0,
    fd_close: (fd = 0) => attempt(() => guest().files.close(fd) ? 0 : EBADF),
    fd_read: (fd = 0, iovs = 0, count = 0, read = 0) => attempt(() => {
      const found = guest().files.file(fd)
      if (found === null) return fd === 0 ? (memoryOf().setWord(read, 0), 0) : guest().files.at(fd) !== null ? EISDIR : EBADF
      let total = 0
      for (const { at, length } of buffers(iovs, count)) {
        const got = readSync(found.fd, memoryOf().view(at, length), 0, length, found.position)
        found.position += got
        total += got
        if (got < length) break
      }
      memoryOf().setWord(read, total)
      return 0
    }),
    fd_pread: (fd = 0, iovs = 0, count = 0, offset, read = 0) => attempt(() => {
      const found = guest().files.file(fd)
      if (found === null) return EBADF
      let total = 0
      for (const { at, length } of buffers(iovs, count)) total += readSync(found.fd, memoryOf().view(at, length), 0, length, Number(offset) + total)
      memoryOf().setWord(read, total)
      return 0
    }),
    fd_write: (fd = 0, iovs = 0, count = 0, written = 0) => attempt(() => {
      let total = 0
      const found = guest().files.file(fd)
      if (found === null && fd !== 1 && fd !== 2) return EBADF
      for (const { at, length } of buffers(iovs, count)) {
        if (found === null) line += text(at, length)
        else {
          if (found.append) found.position = fstatSync(found.fd).size
          found.position += writeSync(found.fd, memoryOf().view(at, length), 0, length, found.position)
        }
        total += length
      }
      if (found === null) tell()
      memoryOf().setWord(written, total)
      return 0
    }),
    fd_seek: (fd = 0, offset, whence, at = 0) => attempt(() => {
      const found = guest().files.file(fd)
      if (found === null) return fd < ROOT_FD ? EINVAL : EBADF
      const position = Number(offset) + (whence === 0 ? 0 : whence === 1 ? found.position : fstatSync(found.fd).size)
      if (position < 0) return EINVAL
      found.position = position
      setLong(at, BigInt(position))
      return 0
    }),
    fd_tell(fd = 0, at = 0) {
      const found = guest().files.file(fd)
      if (found === null) return EBADF
      setLong(at, BigInt(found.position))
      return 0
    },
    fd_sync: (fd = 0) => attempt(() => { const found = guest().files.file(fd); if (found !== null) fsyncSync(found.fd); return 0 }),
    fd_datasync: (fd = 0) => attempt(() => { const found = guest().files.file(fd); if (found !== null) fsyncSync(found.fd); return 0 }),
    fd_readdir: (fd = 0, buffer = 0, size = 0, cookie, used = 0) => attempt(() => {
      const found = guest().files.at(fd)
      if (found === null || !('names' in found)) return ENOTDIR
      let at = 0
      for (let index = Number(cookie); index < found.names.length && at < size; index++) {
        const name = Buffer.from(found.names[index] ?? '', 'utf8')
        const entry = Buffer.alloc(24 + name.length)
        entry.writeBigUInt64LE(BigInt(index + 1), 0)
        entry.writeUInt32LE(name.length, 16)
        const place = drive.place(`${found.path}/${found.names[index] ?? ''}`, true)
        // A newer C library asks for the number of each entry that comes without one, by its name alone.
        entry.writeBigUInt64LE(BigInt(index + 1), 8)
        entry[20] = 'between' in place || ('file' in place && statSync(place.file).isDirectory()) ? DIRECTORY : REGULAR
        name.copy(entry, 24)
        const part = entry.subarray(0, size - at)
        memoryOf().bytes.set(part, buffer + at)
        at += part.length
      }
      memoryOf().setWord(used, at)
      return 0
    }),

    path_open: (_fd, _lookup, path = 0, length = 0, flags = 0, rights, _inheriting, fdFlags = 0, out = 0) => look(path, length, () => {
      const name = text(path, length)
      if (guest().files.isFull) return EMFILE
      const creates = (flags & O_CREAT) !== 0
      const place = drive.place(name, !creates)
      if ('error' in place) return place.error
      const isFolder = 'between' in place || statSync(place.file, { throwIfNoEntry: false })?.isDirectory() === true
      const wants = BigInt(rights ?? 0)
      if (isFolder) {
        if ((flags & O_TRUNC) !== 0 || creates) return EISDIR
        memoryOf().setWord(out, guest().files.add({ names: ['.', '..', ...('between' in place ? place.between : readdirSync(place.file))], path: name }))
      } else {
        if ((flags & O_DIRECTORY) !== 0) return ENOTDIR
        const writes = (wants & RIGHT_WRITE) !== 0n
        if ((writes || creates || (flags & O_TRUNC) !== 0) && !place.writable) return statSync(place.file, { throwIfNoEntry: false }) === undefined ? (creates ? EROFS : ENOENT) : EROFS
        if (creates && (flags & O_EXCL) !== 0 && statSync(place.file, { throwIfNoEntry: false }) !== undefined) return EEXIST
        const mode = (writes ? ((wants & RIGHT_READ) === 0n ? constants.O_WRONLY : constants.O_RDWR) : constants.O_RDONLY)
          | (creates ? constants.O_CREAT : 0) | ((flags & O_TRUNC) === 0 ? 0 : constants.O_TRUNC) | constants.O_NOFOLLOW
        memoryOf().setWord(out, guest().files.add({ fd: openSync(place.file, mode), writable: writes, append: (fdFlags & FD_APPEND) !== 0, position: 0 }))
      }
      return 0
    }),
    path_filestat_get: (_fd, _flags, path = 0, length = 0, at = 0) => look(path, length, () => {
      const place = drive.place(text(path, length), true)
      if ('error' in place) return place.error
      if ('between' in place) return put(at, DIRECTORY, null)
      const stats = statSync(place.file)
      return put(at, stats.isDirectory() ? DIRECTORY : REGULAR, stats)
    }),
    path_unlink_file: (_fd, path = 0, length = 0) => changing(path, length, true, unlinkSync),
    path_create_directory: (_fd, path = 0, length = 0) => changing(path, length, false, (folder) => { mkdirSync(folder) }),
    path_remove_directory: (_fd, path = 0, length = 0) => changing(path, length, true, rmdirSync),
    path_rename: (_fd, path = 0, length = 0, _to, target = 0, targetLength = 0) => changing(path, length, true, (from) => {
      const place = drive.place(text(target, targetLength), false)
      if (!('file' in place) || !place.writable) throw Object.assign(new Error('read-only'), { code: 'EROFS' })
      renameSync(from, place.file)
    }),
    fd_renumber: () => ENOSYS,
    fd_allocate: () => ENOSYS,
    proc_raise: () => ENOSYS,
    // The C library has these of its own; there is no socket to give them.
    sock_accept: () => EBADF,
    sock_recv: () => EBADF,
    sock_send: () => EBADF,
    sock_shutdown: () => EBADF,
    path_readlink: () => EINVAL,
    path_symlink: () => ENOSYS,
    path_link: () => ENOSYS
  }
}
