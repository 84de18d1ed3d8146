// A training to be killed: FOLDER THREADS [MILLISECONDS that the writing of a checkpoint takes]. It says a word when it begins.
using System.Globalization;
using Hornbill.Tests.Killed;

var milliseconds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
Console.WriteLine("begins");
Console.WriteLine(LongRun.Train(args[0], int.Parse(args[1], CultureInfo.InvariantCulture), milliseconds));
