package org.hlorun.gpu.emulator.memory;

/**
 * Where memories are in the generic address space. Shared and local memory are windows; addresses
 * outside them are global. No window begins at 0, so that null belongs to nothing.
 */
public final class AddressMap {
  /** Where global allocations begin. */
  public static final long GLOBAL = 0x10_0000_0000L;

  /** The generic address of address 0 of shared memory. */
  public static final long SHARED = 0x7F00_0000_0000L;

  /** The generic address of address 0 of local memory. */
  public static final long LOCAL = 0x7F10_0000_0000L;

  /** The generic address of address 0 of the kernel's parameters. */
  public static final long PARAM = 0x7F20_0000_0000L;

  /** The size of each window. */
  public static final long WINDOW = 1L << 32;

  /** The address, in shared and local memory, of the first byte. */
  public static final long FIRST = 1024;

  private AddressMap() {}

  /** Whether a generic address is in the window that begins at {@code window}. */
  public static boolean isIn(long window, long address) {
    return address >= window && address < window + WINDOW;
  }
}
