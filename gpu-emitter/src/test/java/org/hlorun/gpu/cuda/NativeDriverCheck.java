package org.hlorun.gpu.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.hlorun.gpu.device.DeviceFunction;
import org.hlorun.gpu.device.KernelLaunch;
import org.hlorun.gpu.device.LaunchSequence;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.device.Stopwatch;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.language.diagnostic.HloException;

/** A process that uses the made-up driver of {@link NativeDriverTest} and prints what it sees. */
final class NativeDriverCheck {
  private static final String PTX = ".version 7.8 // as if it were end of text";
  private static final int WORDS = 3_000_000;

  private NativeDriverCheck() {}

  /** The argument is the driver's library: it is there before JCuda looks for it. */
  public static void main(String[] arguments) {
    System.load(Path.of(arguments[0]).toAbsolutePath().toString());
    CudaDevice device = new CudaDevice();
    System.out.println(device.name() + ", sm_" + device.computeCapability());
    System.out.println("a wrong text: " + said(() -> device.load("no text")));
    DeviceFunction fill = device.load(PTX).function("fill");
    System.out.println("copies: " + copies(device));
    System.out.println("launches: " + launches(device, fill));
    System.out.println("tensor map: " + tensorMap(device));
    System.out.println("three launches take: " + nanos(device, fill));
    device.launch(new KernelLaunch(fill, new LaunchShape(1, 32, 0), "good", 0, 0, 0));
    System.out.println("a failing kernel: " + said(() -> failing(device, fill)));
    System.out.println("closing: " + said(() -> closed(device)));
  }

  private static String said(Supplier<?> action) {
    try {
      return "nothing but " + action.get();
    } catch (HloException e) {
      return e.diagnostic().message();
    }
  }

  /** Pieces of locked memory, there and back: how many words differ. */
  private static long copies(CudaDevice device) {
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = 31 * i;
    }
    long address = device.allocate(4L * WORDS);
    device.copyToDevice(address, MemorySegment.ofArray(words));
    int[] back = new int[WORDS];
    device.copyToHost(MemorySegment.ofArray(back), address);
    device.free(address);
    long differ = 0;
    for (int i = 0; i < WORDS; i++) {
      differ += words[i] == back[i] ? 0 : 1;
    }
    return differ;
  }

  /** What a launch alone, and the second one of a recorded sequence, leave. */
  private static List<Integer> launches(CudaDevice device, DeviceFunction fill) {
    long address = device.allocate(4 * 2);
    KernelLaunch first =
        new KernelLaunch(fill, new LaunchShape(3, 32, 60 << 10), "one", address, 2, 500_000);
    device.launch(first);
    int alone = word(device, address);
    KernelLaunch second =
        new KernelLaunch(fill, new LaunchShape(4, 64, 0), "two", address, 2, 600_000);
    try (LaunchSequence sequence = device.record(List.of(first, second)).orElseThrow()) {
      int recorded = word(device, address);
      sequence.launch();
      return List.of(alone, recorded, word(device, address + 4));
    }
  }

  private static int word(CudaDevice device, long address) {
    int[] word = new int[1];
    device.copyToHost(MemorySegment.ofArray(word), address);
    return word[0];
  }

  private static String tensorMap(CudaDevice device) {
    long address = device.allocate(TensorMap.BYTES);
    TensorMap map =
        new TensorMap(
            TensorMap.Type.BF16,
            List.of(640L, 48L),
            List.of(1280L),
            List.of(64, 16),
            TensorMap.Swizzle.BYTES_128);
    device.encode(map, 0x1000, address);
    long[] words = new long[TensorMap.BYTES / Long.BYTES];
    device.copyToHost(MemorySegment.ofArray(words), address);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 14; i++) {
      text.append(i == 0 ? "" : " ").append(words[i]);
    }
    return text.toString();
  }

  private static long nanos(CudaDevice device, DeviceFunction fill) {
    try (Stopwatch stopwatch = device.stopwatch().orElseThrow()) {
      stopwatch.start();
      for (int i = 0; i < 3; i++) {
        device.launch(new KernelLaunch(fill, new LaunchShape(1, 32, 0), "timed", 0, 0, 0));
      }
      return stopwatch.stop();
    }
  }

  private static Object failing(CudaDevice device, DeviceFunction fill) {
    KernelLaunch wrong =
        new KernelLaunch(fill, new LaunchShape(1, 32, 0), "the instruction bad", 0, 1, 1);
    device.launch(wrong);
    device.synchronize();
    return "silence";
  }

  private static Object closed(CudaDevice device) {
    device.close();
    return "silence";
  }
}
