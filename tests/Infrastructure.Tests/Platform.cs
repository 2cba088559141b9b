// File modes and process handling of these tests are those of the platform that the product runs on.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
