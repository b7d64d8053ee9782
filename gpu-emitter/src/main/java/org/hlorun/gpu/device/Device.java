package org.hlorun.gpu.device;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.diagnostic.HloException;

/**
 * A machine that runs PTX. Addresses are numbers of the device's own address space; 0 is none.
 *
 * <p>Launches run in the order in which they were made. One thread uses a device at a time.
 */
public interface Device extends AutoCloseable {
  /** What to call it in messages, as in {@code NVIDIA H100 80GB HBM3}. */
  String name();

  /** The name of the back end that runs programs on it. */
  String backend();

  /** Compute capability times ten: 90 for sm_90. */
  int computeCapability();

  /**
   * Reserves memory whose address is a multiple of 256. Its contents are undefined.
   *
   * @param bytes how much, above 0
   * @throws HloException if the device has no more
   */
  long allocate(long bytes);

  /** Gives memory back that {@link #allocate} reserved, once all launches made so far are done. */
  void free(long address);

  /**
   * Writes the descriptor of a tensor map to memory of the device, behind all launches made so far.
   *
   * @param map how the array lies there
   * @param array the address of the array, a multiple of 16
   * @param address where to write {@link TensorMap#BYTES} bytes, a multiple of 64
   * @throws HloException if the device has no tensor maps
   */
  void encode(TensorMap map, long array, long address);

  /** Copies the whole segment to the device, behind all launches made so far. */
  void copyToDevice(long address, MemorySegment from);

  /** Fills the whole segment from the device, once all launches made so far are done. */
  void copyToHost(MemorySegment to, long address);

  /**
   * The contents of an allocation are undefined again. Devices that check nothing do nothing.
   *
   * @param address where the allocation begins
   */
  default void forget(long address) {}

  /**
   * Makes sure that bytes that will be read by the host were written since they were undefined.
   * Devices that check nothing do nothing.
   *
   * @param what they are, for messages
   * @throws HloException if some were not
   */
  default void requireWritten(long address, long bytes, String what) {}

  /**
   * Makes the functions of a PTX text ready to be launched.
   *
   * @throws HloException if the device cannot use it; the message has the line of the PTX
   */
  DeviceModule load(String ptx);

  /**
   * Starts a kernel. Errors while it runs may be reported by a later call.
   *
   * @param function a name and the module it is from
   * @param shape blocks and threads
   * @param arguments values of the kernel's parameters, each 64 bits wide: an address or an integer
   * @throws HloException if it cannot be started, or one started before failed; the message names
   *     the kernel that failed
   */
  void launch(DeviceFunction function, LaunchShape shape, long... arguments);

  /** Starts a kernel, as the method above does; messages say what it computes, too. */
  default void launch(KernelLaunch launch) {
    try {
      launch(launch.function(), launch.shape(), launch.arguments());
    } catch (HloException e) {
      throw launch.failure(e);
    }
  }

  /**
   * Makes launches that will be made again and again one that is started at once. None of them is
   * made now.
   *
   * @param launches at least one
   * @return empty if the device gains nothing from it
   */
  default Optional<LaunchSequence> record(List<KernelLaunch> launches) {
    return Optional.empty();
  }

  /** Waits for all launches made so far, and reports their errors. */
  void synchronize();

  /** The device's own clock; empty if it has none. */
  default Optional<Stopwatch> stopwatch() {
    return Optional.empty();
  }

  @Override
  void close();
}
