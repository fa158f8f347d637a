"""A sentence in each of some languages and scripts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    language: str
    text: str


TEXTS = [
    Text("en", "The council voted by eight to seven on Tuesday to keep the night ferry running."),
    Text("de", "Der Rat beschloss am Dienstag mit acht zu sieben Stimmen, die Fähre zu behalten."),
    Text("fr", "Le conseil a voté mardi, par huit voix contre sept, le maintien du bac de nuit."),
    Text("es", "El consejo votó el martes, por ocho votos a siete, mantener el barco nocturno."),
    Text("pl", "Rada zdecydowała we wtorek stosunkiem głosów osiem do siedmiu o utrzymaniu promu."),
    Text("ru", "Совет проголосовал во вторник восемью голосами против семи за ночной паром."),
    Text("uk", "Рада проголосувала у вівторок вісьмома голосами проти семи за нічний пором."),
    Text("tr", "Konsey salı günü yediye karşı sekiz oyla gece feribotunun sürmesine karar verdi."),
    Text("ar", "صوت المجلس يوم الثلاثاء بثمانية أصوات مقابل سبعة للإبقاء على العبارة."),
    Text("fa", "شورا روز سه‌شنبه با هشت رأی در برابر هفت رأی به ادامه کار کشتی شبانه رأی داد."),
    Text("hi", "परिषद ने मंगलवार को सात के मुकाबले आठ मतों से रात की नौका सेवा जारी रखने का फैसला किया।"),
    Text("zh", "议会周二以八比七的投票结果决定保留夜间渡轮，结束了持续两年的争议。"),
    Text("ja", "評議会は火曜日、八対七の票決で夜間フェリーを維持することを決めた。"),
    Text("ko", "의회는 화요일 여덟 대 일곱의 표결로 야간 여객선을 유지하기로 결정했다."),
]
