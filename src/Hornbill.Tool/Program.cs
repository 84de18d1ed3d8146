using Hornbill.Tool;
using Hornbill.Tool.Screen;

return await CommandLine.Run(args, new LastingWriter(() => Console.Out), new LastingWriter(() => Console.Error));
