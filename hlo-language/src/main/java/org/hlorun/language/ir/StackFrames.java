package org.hlorun.language.ir;

import java.util.List;

/**
 * The tables of call stacks that {@code stack_frame_id} of instruction metadata refers to. All ids
 * are 1-based positions in these lists.
 */
public record StackFrames(
    List<String> fileNames,
    List<String> functionNames,
    List<FileLocation> fileLocations,
    List<Frame> frames) {
  public static final StackFrames EMPTY =
      new StackFrames(List.of(), List.of(), List.of(), List.of());

  public StackFrames {
    fileNames = List.copyOf(fileNames);
    functionNames = List.copyOf(functionNames);
    fileLocations = List.copyOf(fileLocations);
    frames = List.copyOf(frames);
  }

  /** A place in a source file of the program the module came from. */
  public record FileLocation(
      int fileNameId, int functionNameId, int line, int endLine, int column, int endColumn) {}

  /**
   * A frame.
   *
   * @param fileLocationId where it is
   * @param parentFrameId as written: 1 = no parent, k + 1 = frame k is the parent
   */
  public record Frame(int fileLocationId, int parentFrameId) {}

  public boolean isEmpty() {
    return frames.isEmpty() && fileNames.isEmpty();
  }
}
