package org.hlorun.language.backend;

/** What a back end does with code that earlier runs compiled and kept on disk. */
public enum CachePolicy {
  /** Takes it, and keeps what it compiles itself. */
  USE,

  /** Compiles everything anew, and keeps it. */
  REFRESH,

  /** Neither takes nor keeps any. */
  OFF
}
