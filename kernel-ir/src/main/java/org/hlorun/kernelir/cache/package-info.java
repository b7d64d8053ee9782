/**
 * What is kept on disk between runs because it can be made again: {@link
 * org.hlorun.kernelir.cache.ObjectCache} holds object code by a hash of all that it was made from.
 */
package org.hlorun.kernelir.cache;
