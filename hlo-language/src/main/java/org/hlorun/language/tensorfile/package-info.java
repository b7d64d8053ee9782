/**
 * Files of arrays: NumPy's {@code .npy} and {@code .npz}, and safetensors. Start at {@link
 * org.hlorun.language.tensorfile.TensorFiles}, which goes by what a file holds.
 *
 * <p>Uncompressed arrays are mapped into memory rather than read, so a file must not change while
 * its arrays are in use. Nothing is allocated for a header's word alone: its sizes are held against
 * the file's first. Files are written under a temporary name and then moved into place.
 */
package org.hlorun.language.tensorfile;
